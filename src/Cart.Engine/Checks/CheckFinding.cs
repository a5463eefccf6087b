namespace Cart.Engine;

/// <summary>What a check found, in sentences for an operator.</summary>
/// <param name="Name">The stable name, in lower case with underscores, such as <c>redis_eviction</c>.</param>
/// <param name="Level">What it is worth.</param>
/// <param name="Found">What was found, and where.</param>
/// <param name="Means">What it means for the shop; empty where all is well.</param>
/// <param name="Mend">How to mend it; empty where there is nothing to mend.</param>
public sealed record CheckFinding(string Name, CheckLevel Level, string Found, string Means = "", string Mend = "");
