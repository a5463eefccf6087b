namespace Cart.Engine;

/// <summary>Represents the base of all refusals and store failures. Nothing was changed unless the exception says otherwise.</summary>
public abstract class CartException : Exception
{
    private protected CartException(CartError error, string? message = null, Exception? innerException = null)
        : base(message ?? error.Message, innerException) => Error = error;

    /// <summary>Gets the error, with its data.</summary>
    public CartError Error { get; }

    /// <summary>Gets the stable code, such as <c>store_unavailable</c>.</summary>
    public string Code => Error.Code;
}

/// <summary>Thrown when a store did not answer.</summary>
public sealed class CartUnavailableException : CartException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">The request and the store, for the log.</param>
    /// <param name="outcomeUnknown">Whether the request may have taken effect.</param>
    /// <param name="innerException">The client library's exception.</param>
    public CartUnavailableException(string message, bool outcomeUnknown, Exception? innerException = null)
        : base(CartErrors.StoreUnavailable with { OutcomeUnknown = outcomeUnknown }, message, innerException) => OutcomeUnknown = outcomeUnknown;

    /// <summary>
    /// Gets whether the request may have taken effect. If true, retry only with the same operation id. If false, nothing was changed.
    /// </summary>
    public bool OutcomeUnknown { get; }

    /// <summary>Gets whether the fault has been logged.</summary>
    internal bool IsLogged { get; init; }
}

/// <summary>Thrown when a request is refused for a reason without a dedicated exception; see the code. Nothing was changed.</summary>
public sealed class CartRefusedException : CartException
{
    internal CartRefusedException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when the stock of a product does not suffice. Nothing was changed.</summary>
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

/// <summary>Thrown when a quantity is out of range, or a line would exceed the limit. Nothing was changed.</summary>
public sealed class InvalidQuantityException : CartException
{
    /// <summary>Initializes the exception, for a host that refuses a quantity itself.</summary>
    /// <param name="message">The problem with the quantity, for the shopper.</param>
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

/// <summary>Thrown when the cart is worth less than the minimum order amount. Nothing was changed.</summary>
public sealed class MinimumOrderNotMetException : CartException
{
    internal MinimumOrderNotMetException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when a given price is not the product's. Nothing was changed.</summary>
public sealed class PriceMismatchException : CartException
{
    internal PriceMismatchException(CartError error)
        : base(error)
    {
    }
}

/// <summary>Thrown when a serialised cart is not the documented map. The whole payload is refused, and nothing was changed.</summary>
public sealed class InvalidPayloadException : CartException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">The problem, and what is expected.</param>
    /// <param name="path">The location: a JSON pointer such as <c>/7:42/quantity</c>; empty for the whole payload.</param>
    /// <param name="innerException">The parser's exception.</param>
    internal InvalidPayloadException(string message, string path, Exception? innerException = null)
        : base(CartErrors.MalformedPayload with { Fields = [new(path, message)] }, message, innerException) => Path = path;

    /// <summary>Gets the location of the problem: a JSON pointer (RFC 6901), also for MessagePack; empty for the whole payload.</summary>
    public string Path { get; }
}
