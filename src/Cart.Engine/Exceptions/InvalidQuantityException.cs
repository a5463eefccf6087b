namespace Cart.Engine;

/// <summary>A quantity is out of its range, or the line would come to have more than the limit. Nothing was changed.</summary>
public sealed class InvalidQuantityException : CartException
{
    /// <summary>Makes the exception.</summary>
    public InvalidQuantityException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "invalid_quantity";
}
