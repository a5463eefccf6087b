using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>What became of the guest's cart when a user signed in.</summary>
public enum SignInOutcome
{
    /// <summary>The session had no cart to take along.</summary>
    NothingToMerge,

    /// <summary>The guest's cart became the user's.</summary>
    Bound,

    /// <summary>The guest's cart was merged into the cart that the user had.</summary>
    Merged,

    /// <summary>The guest's cart could not be merged. It stays as it was, in the session; the next sign-in tries again.</summary>
    LeftAlone,

    /// <summary>A store did not answer. Nothing is lost: the session's cart is merged at the next sign-in.</summary>
    StoreUnavailable,
}

/// <summary>The report of a sign-in. The user is signed in, whatever it says.</summary>
public sealed record SignInResult
{
    /// <summary>Gets what became of the guest's cart.</summary>
    public required SignInOutcome Outcome { get; init; }

    /// <summary>Gets the merge; null unless the outcome is <see cref="SignInOutcome.Merged"/>.</summary>
    public MergeResult? Merge { get; init; }

    /// <summary>
    /// Gets what the shopper should know: clamped quantities, a shipping option that gave way, and why a cart was left alone
    /// (<c>too_many_lines</c>, <c>checkout_in_progress</c>, <c>currency_mismatch</c>, …).
    /// </summary>
    public ImmutableArray<CartWarning> Warnings { get; init; } = [];
}
