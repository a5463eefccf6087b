using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The answer to a merge.</summary>
public sealed record MergeResult
{
    /// <summary>
    /// <see cref="CartStatus.Ok"/>, or why nothing was merged: <see cref="CartStatus.CartEmpty"/> when the source has no lines; a source
    /// or a target that is in checkout, ordered, or merged; different currencies; too many lines together.
    /// </summary>
    public required CartStatus Status { get; init; }

    /// <summary>The cart that the refusal is about: the source or the target.</summary>
    public CartId? RefusedBy { get; init; }

    /// <summary>Whether the source had been merged into the target before, so that nothing changed now.</summary>
    public bool Replayed { get; init; }

    /// <summary>The cart that has taken the lines; null when nothing was merged now.</summary>
    public CartId? Target { get; init; }

    /// <summary>The source as it was sealed; null when nothing was merged now.</summary>
    public CartSnapshot? Source { get; init; }

    /// <summary>The target's lines that the merge changed, as they are now.</summary>
    public ImmutableArray<CartLine> Changed { get; init; } = [];

    /// <summary>The products among <see cref="Changed"/> that had no line before.</summary>
    public ImmutableArray<ProductKey> Created { get; init; } = [];

    /// <summary>The products whose quantity was cut to the limit or to the stock; those that were cut to nothing have no line.</summary>
    public ImmutableArray<ProductKey> Clamped { get; init; } = [];

    /// <summary>The checkout that holds the cart that refused, where one does.</summary>
    public CheckoutHold? Hold { get; init; }
}
