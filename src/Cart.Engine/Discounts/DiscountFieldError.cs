namespace Cart.Engine;

/// <summary>What is wrong with one field of a discount's definition.</summary>
/// <param name="Field">The field, such as <c>valid_until</c>.</param>
/// <param name="Message">What is wrong, in English.</param>
public sealed record DiscountFieldError(string Field, string Message);
