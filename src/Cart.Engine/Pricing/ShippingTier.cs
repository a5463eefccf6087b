namespace Cart.Engine;

/// <summary>A way to ship that is free for a cart that is worth enough.</summary>
/// <param name="Id">The id by which it is selected: 1 to 64 printable ASCII characters.</param>
/// <param name="Name">What a shopper calls it.</param>
/// <param name="Price">What it costs below the threshold; 0 or more.</param>
/// <param name="FreeFrom">The sum of lines, before the discount, from which on it is free; null for never.</param>
public sealed record ShippingTier(string Id, string Name, decimal Price, decimal? FreeFrom = null);
