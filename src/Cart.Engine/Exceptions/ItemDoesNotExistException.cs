namespace Cart.Engine;

/// <summary>The cart has no line of the product. Nothing was changed.</summary>
public sealed class ItemDoesNotExistException : CartException
{
    /// <summary>Makes the exception.</summary>
    public ItemDoesNotExistException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "item_not_found";
}
