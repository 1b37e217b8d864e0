-- What people have (sessions, factors, links) belongs to no tenant and is only the platform's role's; an invitation is a tenant's.
BEGIN; SELECT botfactory_protect('"Invitation"'); COMMIT;
