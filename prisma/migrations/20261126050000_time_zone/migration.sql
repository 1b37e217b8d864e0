-- Where a tenant's days begin and end: "today" on its pages, days in its analytics.
ALTER TABLE "Tenant" ADD COLUMN "timeZone" TEXT NOT NULL DEFAULT 'Asia/Tashkent';
