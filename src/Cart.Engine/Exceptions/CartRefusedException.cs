namespace Cart.Engine;

/// <summary>The cart does not take the change now, for a reason that has no exception of its own. Nothing was changed.</summary>
public sealed class CartRefusedException : CartException
{
    /// <summary>Makes the exception of a status.</summary>
    /// <param name="status">Why the change was refused.</param>
    /// <param name="retryAfter">When to try again, where that is known.</param>
    /// <param name="limit">The limit of lines, where the cart would exceed it.</param>
    public CartRefusedException(CartStatus status, TimeSpan? retryAfter = null, int? limit = null)
        : base(limit is null ? Explain(status).Message : $"The cart can have {limit} lines. Remove a product before you add another.")
    {
        Status = status;
        RetryAfter = retryAfter;
        Limit = limit;
    }

    /// <summary>Gets the limit of lines that the cart would exceed; otherwise null.</summary>
    public int? Limit { get; }

    /// <summary>Why the change was refused.</summary>
    public CartStatus Status { get; }

    /// <summary>When to try again; null if that is not known, or would not help.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <inheritdoc/>
    public override string Code => Explain(Status).Code;

    private static (string Code, string Message) Explain(CartStatus status) => status switch
    {
        CartStatus.CheckoutInProgress or CartStatus.CheckoutLapsed => ("checkout_in_progress", "The cart is being checked out; try again shortly."),
        CartStatus.Ordered => ("cart_ordered", "The cart has become an order."),
        CartStatus.MergeInProgress => ("merge_in_progress", "The cart is being merged into another; try again shortly."),
        CartStatus.Merged => ("cart_merged", "The cart was merged into another."),
        CartStatus.VersionMismatch => ("version_mismatch", "The cart was changed in the meantime; read it again."),
        CartStatus.CurrencyMismatch => ("currency_mismatch", "The cart holds items in another currency than the shop's. Remove them or order them first."),
        CartStatus.TooManyLines => ("too_many_lines", "The cart would have too many lines."),
        CartStatus.OperationReused => ("idempotency_key_reused", "The operation id was used before for something else."),
        CartStatus.CartNotFound => ("cart_not_found", "There is no such cart."),
        _ => ("cart_refused", $"The cart refused the change: {status}."),
    };
}
