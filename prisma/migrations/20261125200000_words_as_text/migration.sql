-- By hand: workers of the version before the enums write these words as text, on the new schema for a while.
CREATE CAST (text AS "ErrorClass") WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS "AttemptClass") WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS "CheckClass") WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS "Scope") WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS "CountWindow") WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS "LimitWindow") WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS "Metric") WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS "KeyOrder") WITH INOUT AS ASSIGNMENT;
