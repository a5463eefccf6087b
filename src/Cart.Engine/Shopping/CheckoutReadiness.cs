namespace Cart.Engine;

/// <summary>Whether a cart can be checked out as it is.</summary>
/// <param name="IsReady">Whether it can.</param>
/// <param name="Code">Why not, as a code that never changes, such as <c>cart_empty</c>; empty if it can.</param>
/// <param name="Message">Why not, in English; empty if it can.</param>
public readonly record struct CheckoutReadiness(bool IsReady, string Code, string Message);
