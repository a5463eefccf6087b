namespace Cart.Engine;

/// <summary>An empty cart cannot be checked out. Nothing was changed.</summary>
public sealed class CartEmptyException : CartException
{
    /// <summary>Makes the exception.</summary>
    public CartEmptyException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "cart_empty";
}
