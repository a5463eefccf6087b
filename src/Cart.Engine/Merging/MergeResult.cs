using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The answer to a merge.</summary>
public sealed record MergeResult
{
    /// <summary>
    /// Gets why nothing was merged; null if it was. <c>cart_empty</c> when the source has no lines; or a source or a target that is in checkout,
    /// ordered, or merged; different currencies; too many lines together.
    /// </summary>
    public CartError? Error => Status is CartStatus.Ok ? null : CartErrors.Of(new CartResult { Status = Status, Hold = Hold });

    /// <summary>Gets what the stores answered.</summary>
    internal CartStatus Status { get; init; }

    /// <summary>Gets the cart that the refusal is about: the source or the target.</summary>
    public CartId? RefusedBy { get; init; }

    /// <summary>Gets whether the source had been merged into the target before, so that nothing changed now.</summary>
    public bool Replayed { get; init; }

    /// <summary>Gets the cart that has taken the lines; null when nothing was merged now.</summary>
    public CartId? Target { get; init; }

    /// <summary>Gets the source as it was sealed; null when nothing was merged now.</summary>
    public CartSnapshot? Source { get; init; }

    /// <summary>Gets the target's lines that the merge changed, as they are now.</summary>
    public ImmutableArray<CartLine> Changed { get; init; } = [];

    /// <summary>Gets the lines among <see cref="Changed"/> that are new.</summary>
    public ImmutableArray<LineKey> Created { get; init; } = [];

    /// <summary>Gets the lines whose quantity was cut to the limit or to the stock; those that were cut to nothing are not there.</summary>
    public ImmutableArray<LineKey> Clamped { get; init; } = [];

    /// <summary>Gets the checkout that holds the cart that refused, where one does.</summary>
    internal CheckoutHold? Hold { get; init; }
}

/// <summary>Something that a merge could not take over as it was.</summary>
/// <param name="Clamped">
/// The line whose quantity was cut: <c>insufficient_stock</c> with the stock, or <c>invalid_quantity</c> with the limit. Null if the shipping
/// option of the merged cart gave way to the one selected already.
/// </param>
internal readonly record struct MergeNote(LineProblem? Clamped);

/// <summary>The merge that a cart is in, or was sealed by.</summary>
/// <param name="Target">The cart that takes the lines.</param>
/// <param name="Strategy">What becomes of the lines that both have.</param>
internal readonly record struct CartMerge(CartId Target, MergeStrategy Strategy);

/// <summary>What becomes of the quantity of a line that both carts have. The price is always the source's.</summary>
public enum MergeStrategy
{
    /// <summary>Both quantities together.</summary>
    Add,

    /// <summary>The source's quantity.</summary>
    Replace,

    /// <summary>The greater of both quantities.</summary>
    KeepHigher,
}

/// <summary>The names of the merge strategies: <c>add</c>, <c>replace</c> and <c>keep_higher</c>.</summary>
internal static class MergeStrategies
{
    /// <summary>Returns the name of a strategy.</summary>
    public static string NameOf(MergeStrategy strategy) => strategy switch
    {
        MergeStrategy.Add => "add",
        MergeStrategy.Replace => "replace",
        MergeStrategy.KeepHigher => "keep_higher",
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Unknown strategy."),
    };

    /// <summary>Returns the quantity of a line that both carts have.</summary>
    public static Quantity QuantityOf(MergeStrategy strategy, Quantity held, Quantity taken) => strategy switch
    {
        MergeStrategy.Add => held + taken,
        MergeStrategy.KeepHigher => Quantity.Max(held, taken),
        _ => taken,
    };

    /// <summary>Returns the strategy of a name.</summary>
    /// <exception cref="CartRefusedException">There is no strategy of that name.</exception>
    public static MergeStrategy Parse(string name) => name switch
    {
        "add" => MergeStrategy.Add,
        "replace" => MergeStrategy.Replace,
        "keep_higher" => MergeStrategy.KeepHigher,
        _ => throw (CartErrors.InvalidMergeStrategy with { Name = name }).ToException(),
    };
}
