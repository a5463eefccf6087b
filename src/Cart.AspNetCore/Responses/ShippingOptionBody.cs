namespace Cart.AspNetCore;

/// <summary>One way to ship the cart.</summary>
internal sealed record ShippingOptionBody(string Id, string Name, string Price);
