using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents the result of a merge.</summary>
public sealed record MergeResult
{
    /// <summary>
    /// Gets why nothing was merged; null if the merge succeeded. It is <c>cart_empty</c> if the source has no lines. Other reasons are a source or
    /// target in checkout, ordered or merged, different currencies, or too many lines together.
    /// </summary>
    public CartError? Error => Status is CartStatus.Ok ? null : CartErrors.Of(new CartResult { Status = Status, Hold = Hold });

    /// <summary>Gets the status from the stores.</summary>
    internal CartStatus Status { get; init; }

    /// <summary>Gets the cart that the refusal is about: the source or the target.</summary>
    public CartId? RefusedBy { get; init; }

    /// <summary>Gets whether the source had been merged into the target before, so that nothing changed now.</summary>
    public bool Replayed { get; init; }

    /// <summary>Gets the cart that took the lines; null if nothing was merged now.</summary>
    public CartId? Target { get; init; }

    /// <summary>Gets the source as it was sealed; null if nothing was merged now.</summary>
    public CartSnapshot? Source { get; init; }

    /// <summary>Gets the target's lines that the merge changed, with their current values.</summary>
    public ImmutableArray<CartLine> Changed { get; init; } = [];

    /// <summary>Gets the lines among <see cref="Changed"/> that are new.</summary>
    public ImmutableArray<LineKey> Created { get; init; } = [];

    /// <summary>Gets the lines whose quantity was reduced to the limit or to the stock. A line without any unit left is not in the target.</summary>
    public ImmutableArray<LineKey> Clamped { get; init; } = [];

    /// <summary>Gets the checkout that holds the refusing cart; null if none exists.</summary>
    internal CheckoutHold? Hold { get; init; }
}

/// <summary>Represents something that a merge could not take over.</summary>
/// <param name="Clamped">
/// The line whose quantity was reduced: <c>insufficient_stock</c> with the stock, or <c>invalid_quantity</c> with the limit. Null if the
/// target's shipping option replaced the source's.
/// </param>
internal readonly record struct MergeNote(LineProblem? Clamped);

/// <summary>Represents the merge of a cart into another.</summary>
/// <param name="Target">The cart that takes the lines.</param>
/// <param name="Strategy">How quantities of lines in both carts are combined.</param>
internal readonly record struct CartMerge(CartId Target, MergeStrategy Strategy);

/// <summary>Specifies how the quantities of a line in both carts are combined. The price is always the source's.</summary>
public enum MergeStrategy
{
    /// <summary>The sum of both quantities.</summary>
    Add,

    /// <summary>The source's quantity.</summary>
    Replace,

    /// <summary>The higher of both quantities.</summary>
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

    /// <summary>Returns the quantity of a line in both carts.</summary>
    public static Quantity QuantityOf(MergeStrategy strategy, Quantity held, Quantity taken) => strategy switch
    {
        MergeStrategy.Add => held + taken,
        MergeStrategy.KeepHigher => Quantity.Max(held, taken),
        _ => taken,
    };

    /// <summary>Parses the name of a strategy.</summary>
    /// <exception cref="CartRefusedException">There is no strategy with that name.</exception>
    public static MergeStrategy Parse(string name) => name switch
    {
        "add" => MergeStrategy.Add,
        "replace" => MergeStrategy.Replace,
        "keep_higher" => MergeStrategy.KeepHigher,
        _ => throw (CartErrors.InvalidMergeStrategy with { Name = name }).ToException(),
    };
}
