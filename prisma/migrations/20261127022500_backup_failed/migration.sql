ALTER TYPE "AlertKind" ADD VALUE 'backup_failed';
