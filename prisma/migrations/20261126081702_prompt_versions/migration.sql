-- CreateTable
CREATE TABLE "PromptVersion" (
    "botId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "authorId" UUID,
    "restored" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PromptVersion_pkey" PRIMARY KEY ("tenantId","botId","number")
);

-- AddForeignKey
ALTER TABLE "PromptVersion" ADD CONSTRAINT "PromptVersion_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"PromptVersion"');
