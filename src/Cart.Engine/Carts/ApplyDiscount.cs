namespace Cart.Engine;

/// <summary>
/// Writes the code of a discount onto the cart. Refused with <see cref="CartStatus.DiscountApplied"/> when the cart has another code.
/// The store does not judge the code: the caller does before, and the checkout does again.
/// </summary>
public sealed record ApplyDiscount : CartMutation
{
    /// <summary>Applies a discount.</summary>
    /// <param name="code">The code, as it is displayed; one that <see cref="DiscountCode"/> can read.</param>
    /// <exception cref="ArgumentException">The text is not a code.</exception>
    public ApplyDiscount(string code) => Code = DiscountCode.Checked(code);

    /// <summary>Gets the code, as it is displayed.</summary>
    public string Code { get; }

    /// <summary>Gets whether the code replaces any other code that is on the cart. Default false.</summary>
    public bool Replace { get; init; }

    /// <summary>
    /// Gets the code, as the cart shows it, that the new code may replace: one that was found to be no longer valid. Default null: none.
    /// </summary>
    public string? InsteadOf { get; init; }
}
