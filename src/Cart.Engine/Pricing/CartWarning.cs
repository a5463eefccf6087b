namespace Cart.Engine;

/// <summary>Something that the shopper should know about the cart, though nothing was refused.</summary>
/// <param name="Code">A code that never changes, such as <c>discount_expired</c>.</param>
/// <param name="Message">The same for people, in English.</param>
public sealed record CartWarning(string Code, string Message);
