namespace Cart.Engine;

/// <summary>One way to ship a cart.</summary>
/// <param name="Id">The id by which it is selected: 1 to 64 printable ASCII characters.</param>
/// <param name="Name">What a shopper calls it.</param>
/// <param name="Price">What it costs, in the cart's currency.</param>
public sealed record ShippingOption(string Id, string Name, decimal Price);
