namespace Cart.Engine;

/// <summary>A discount cannot be applied, or is no longer valid at the checkout. Nothing was changed.</summary>
public sealed class InvalidDiscountException : CartException
{
    /// <summary>Makes the exception of a refusal.</summary>
    public InvalidDiscountException(DiscountRefusal refusal)
        : base(refusal.Message) => Refusal = refusal;

    /// <summary>Why.</summary>
    public DiscountRefusal Refusal { get; }

    /// <inheritdoc/>
    public override string Code => Refusal.Code;
}
