namespace Cart.Engine;

/// <summary>The base of every refusal of the engine, and of stores that did not answer. Nothing was changed, unless it says so.</summary>
public abstract class CartException : Exception
{
    private protected CartException(CartError error, string? message = null, Exception? innerException = null)
        : base(message ?? error.Message, innerException) => Error = error;

    /// <summary>Gets why, with the numbers.</summary>
    public CartError Error { get; }

    /// <summary>Gets the code, which never changes, such as <c>store_unavailable</c>.</summary>
    public string Code => Error.Code;
}

/// <summary>Thrown when a store did not answer.</summary>
public sealed class CartUnavailableException : CartException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What was asked of which store, for the log.</param>
    /// <param name="outcomeUnknown">Whether the request may have taken effect.</param>
    /// <param name="innerException">The client library's exception.</param>
    public CartUnavailableException(string message, bool outcomeUnknown, Exception? innerException = null)
        : base(CartErrors.StoreUnavailable with { OutcomeUnknown = outcomeUnknown }, message, innerException) => OutcomeUnknown = outcomeUnknown;

    /// <summary>
    /// Gets whether the request may have taken effect: then repeat it only with the same operation id. If not, nothing was changed.
    /// </summary>
    public bool OutcomeUnknown { get; }

    /// <summary>Gets whether the fault is in the log already.</summary>
    internal bool IsLogged { get; init; }
}

/// <summary>Thrown when a request is refused for a reason that has no exception of its own: see the code. Nothing was changed.</summary>
public sealed class CartRefusedException : CartException
{
    internal CartRefusedException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when there is not enough of a product. Nothing was changed.</summary>
public sealed class InsufficientStockException : CartException
{
    internal InsufficientStockException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when a discount cannot be applied, or is no longer valid at the checkout. Nothing was changed.</summary>
public sealed class InvalidDiscountException : CartException
{
    internal InvalidDiscountException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when a quantity is out of its range, or a line would exceed the limit. Nothing was changed.</summary>
public sealed class InvalidQuantityException : CartException
{
    /// <summary>Initializes the exception, for a host that refuses a quantity itself.</summary>
    /// <param name="message">What is wrong with the quantity, for the shopper.</param>
    public InvalidQuantityException(string message)
        : this(CartErrors.InvalidQuantity with { Detail = message })
    {
    }

    internal InvalidQuantityException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when the cart has no line of the product. Nothing was changed.</summary>
public sealed class ItemDoesNotExistException : CartException
{
    internal ItemDoesNotExistException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when the cart is worth less than the minimum of an order. Nothing was changed.</summary>
public sealed class MinimumOrderNotMetException : CartException
{
    internal MinimumOrderNotMetException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when a price is not the product's own. Nothing was changed.</summary>
public sealed class PriceMismatchException : CartException
{
    internal PriceMismatchException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when a serialised cart is not the documented map. It is refused whole, and nothing was changed.</summary>
public sealed class InvalidPayloadException : CartException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong, and what is expected.</param>
    /// <param name="path">Where: a JSON pointer such as <c>/7:42/quantity</c>; empty for the payload as a whole.</param>
    /// <param name="innerException">The parser's exception.</param>
    internal InvalidPayloadException(string message, string path, Exception? innerException = null)
        : base(CartErrors.MalformedPayload with { Fields = [new(path, message)] }, message, innerException) => Path = path;

    /// <summary>Gets where the fault is: a JSON pointer (RFC 6901); empty for the payload as a whole. The form is the same for MessagePack.</summary>
    public string Path { get; }
}
