namespace Cart.Engine;

/// <summary>
/// Writes the code of a discount onto the cart. Refused with <see cref="CartStatus.DiscountApplied"/> when one is there already. The
/// store knows nothing of discounts: whether the code is any good has been found out before, and is again at the checkout.
/// </summary>
public sealed record ApplyDiscount : CartMutation
{
    /// <summary>Applies a discount.</summary>
    /// <param name="code">The code, as it is displayed; one that <see cref="DiscountCode"/> can read.</param>
    /// <exception cref="ArgumentException">The text is no code.</exception>
    public ApplyDiscount(string code) => Code = DiscountCode.Checked(code);

    /// <summary>The code, as it is displayed.</summary>
    public string Code { get; }

    /// <summary>Whether the code takes the place of one that is there already. Default false.</summary>
    public bool Replace { get; init; }
}
