namespace Cart.AspNetCore;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Detail">What is wrong, for a person.</param>
/// <param name="Pointer">The JSON pointer to the field, such as <c>#/items/0/quantity</c>.</param>
internal sealed record FieldError(string Detail, string Pointer);
