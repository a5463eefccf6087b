namespace Cart.AspNetCore;

/// <summary>Something about the cart that the shopper should know.</summary>
/// <param name="Code">The code, for programs.</param>
/// <param name="Detail">What it is, for a person.</param>
internal sealed record WarningBody(string Code, string Detail);
