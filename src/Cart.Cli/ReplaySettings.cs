namespace Cart.Cli;

/// <summary>What a replay was asked to do.</summary>
/// <param name="File">The path of the file; null for the sample.</param>
/// <param name="Stores">Where the carts and the orders are.</param>
/// <param name="Concurrency">How many orders are under way at once, 1 to 256.</param>
/// <param name="Json">Whether the result is one JSON object instead of a table.</param>
internal sealed record ReplaySettings(string? File, StoreSettings Stores, int Concurrency, bool Json);
