namespace Cart.Engine;

/// <summary>The cart costs something else than the shopper has agreed to. Nothing was changed.</summary>
public sealed class ExpectedTotalMismatchException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="totals">What the cart costs now.</param>
    public ExpectedTotalMismatchException(CartTotals totals)
        : base($"The cart costs {totals.Currency.Format(totals.Total)} now.") => Totals = totals;

    /// <summary>What the cart costs now.</summary>
    public CartTotals Totals { get; }

    /// <inheritdoc/>
    public override string Code => "expected_total_mismatch";
}
