using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The answer to a checkout.</summary>
public sealed record CheckoutResult
{
    /// <summary>What became of the checkout.</summary>
    public required CheckoutStatus Status { get; init; }

    /// <summary>The order, when it is placed, now or before.</summary>
    public Order? Order { get; init; }

    /// <summary>Whether this very operation placed the order before.</summary>
    public bool Replayed { get; init; }

    /// <summary>The cart's version that the answer was decided on.</summary>
    public long Version { get; init; }

    /// <summary>What the cart costs, when that was not what the request expected.</summary>
    public CartTotals? Totals { get; init; }

    /// <summary>What the lines sum up to, when that is less than the minimum of an order.</summary>
    public decimal? Summary { get; init; }

    /// <summary>Why the discount on the cart is not valid, when that is what stood in the way.</summary>
    public DiscountRefusal? Discount { get; init; }

    /// <summary>Gets every reason why the cart cannot be ordered as it is; empty for refusals that are not about what the cart holds.</summary>
    public ImmutableArray<CheckoutProblem> Problems { get; init; } = [];

    /// <summary>When to try again, while another checkout holds the cart.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Refuses a cart for the first of some problems, and tells all of them.</summary>
    internal static CheckoutResult Of(ImmutableArray<CheckoutProblem> problems, long version) => new()
    {
        Status = problems[0].Status,
        Problems = problems,
        Version = version,
        Summary = problems.FirstOrDefault(static problem => problem.Summary is not null)?.Summary,
        Discount = problems.FirstOrDefault(static problem => problem.Discount is not null)?.Discount,
    };

    /// <summary>Explains why a cart could not be frozen.</summary>
    internal static CheckoutResult Refused(CartResult begun) => new()
    {
        Status = begun.Status switch
        {
            CartStatus.CartEmpty or CartStatus.CartNotFound => CheckoutStatus.CartEmpty,
            CartStatus.VersionMismatch => CheckoutStatus.VersionMismatch,
            CartStatus.OperationReused => CheckoutStatus.OperationReused,
            CartStatus.CheckoutInProgress => CheckoutStatus.InProgress,
            CartStatus.Merged or CartStatus.MergeInProgress => CheckoutStatus.Merged,
            _ => throw new InvalidOperationException($"The cart store answered {begun.Status} to the begin of a checkout."),
        },
        Version = begun.Version,
        RetryAfter = begun.Hold?.Remaining,
    };

    /// <summary>Answers a request with an order that exists: a retry of the request that placed it, or another request for the same cart.</summary>
    internal static CheckoutResult Of(Order order, CheckoutRequest request)
    {
        var operation = CheckoutOperation.Of(request);
        return operation is null || operation.Key != order.Operation?.Key
            ? new CheckoutResult { Status = CheckoutStatus.AlreadyPlaced, Order = order }
            : operation == order.Operation
                ? new CheckoutResult { Status = CheckoutStatus.AlreadyPlaced, Order = order, Replayed = true }
                : new CheckoutResult { Status = CheckoutStatus.OperationReused };
    }
}
