-- AlterTable
ALTER TABLE "SourceVersion" ADD COLUMN     "labels" JSONB;

-- Workers of the version before store vectors meanwhile, of the same pieces in another order.
LOCK TABLE "Piece" IN SHARE ROW EXCLUSIVE MODE;

-- The facts of products were told in English. A table that is read or imported from now on has its own words before them; those
-- that are there get the words of the language that they are named in (lib/knowledge/labels.ts). No text has an x01.
WITH words("tongue", "article", "price", "stock", "link", "picture") AS (VALUES
  ('uz', 'Artikul', 'Narxi', 'Qoldiq', 'Havola', 'Rasm'),
  ('uz-Cyrl', 'Артикул', 'Нархи', 'Қолдиқ', 'Ҳавола', 'Расм'),
  ('ru', 'Артикул', 'Цена', 'В наличии', 'Ссылка', 'Картинка')),
told AS (
  SELECT p."id", regexp_replace(regexp_replace(replace(replace(replace(p."text",
      coalesce(E'\nArticle: ' || p."article", E'\x01'), coalesce(E'\n' || w."article" || ': ' || p."article", '')),
      coalesce(E'\nLink: ' || p."link", E'\x01'), coalesce(E'\n' || w."link" || ': ' || p."link", '')),
      coalesce(E'\nPicture: ' || p."picture", E'\x01'), coalesce(E'\n' || w."picture" || ': ' || p."picture", '')),
      '^Price: (?=[\d .]+$)', w."price" || ': ', 'n'), '^In stock: (?=\d+$)', w."stock" || ': ', 'n') AS "text"
  FROM "Piece" AS p JOIN "Tenant" AS t ON t."id" = p."tenantId"
  JOIN words AS w ON w."tongue" = CASE WHEN p."heading" ~ '[ЎўҚқҒғҲҳ]' THEN 'uz-Cyrl' WHEN p."heading" ~ '[А-Яа-яЁё]' THEN 'ru' ELSE t."locale" END
  WHERE p."article" IS NOT NULL OR p."price" IS NOT NULL OR p."stock" IS NOT NULL OR p."link" IS NOT NULL OR p."picture" IS NOT NULL),
changed AS (
  UPDATE "Piece" AS p SET "text" = told."text" FROM told WHERE p."id" = told."id" AND p."text" <> told."text"
  RETURNING p."versionId")
UPDATE "SourceVersion" SET "revision" = "revision" + 1 WHERE "id" IN (SELECT "versionId" FROM changed);
