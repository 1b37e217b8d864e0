-- Models that a key's listing names, and Google answers 404 for, and when the listing was last asked for.
ALTER TABLE "Key" ADD COLUMN "gone" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "listedAt" TIMESTAMPTZ(3);

-- The model that Google's refusal named in place of a retired one.
ALTER TABLE "Model" ADD COLUMN "successor" TEXT;
