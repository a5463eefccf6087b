namespace Cart.Engine;

/// <summary>Two carts cannot be merged in the way that was asked for. Nothing was changed.</summary>
public sealed class InvalidMergeException : CartException
{
    /// <summary>Makes the exception.</summary>
    public InvalidMergeException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "invalid_merge";
}
