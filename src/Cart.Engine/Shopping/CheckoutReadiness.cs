using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Whether a cart can be checked out as it is.</summary>
/// <param name="IsReady">Whether it can.</param>
/// <param name="Code">Why not, as a code that never changes, such as <c>cart_empty</c>; empty if it can.</param>
/// <param name="Message">Why not, in English; empty if it can.</param>
public readonly record struct CheckoutReadiness(bool IsReady, string Code, string Message)
{
    private readonly ImmutableArray<CheckoutProblem> _problems;

    /// <summary>Gets every reason why not, with the numbers; empty if it can be checked out, and for a cart without lines.</summary>
    public ImmutableArray<CheckoutProblem> Problems
    {
        get => _problems.IsDefault ? [] : _problems;
        init => _problems = value;
    }
}
