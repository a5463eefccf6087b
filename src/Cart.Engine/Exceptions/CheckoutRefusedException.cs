using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// The cart cannot be ordered as it is: a product is gone, or a price has changed where the host refuses that
/// (<see cref="CartOptions.GoneProducts"/>, <see cref="CartOptions.PriceChange"/>). Nothing was changed.
/// </summary>
public sealed class CheckoutRefusedException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="problems">Every reason, the first one first; at least one.</param>
    public CheckoutRefusedException(ImmutableArray<CheckoutProblem> problems)
        : base(string.Join(' ', problems.Select(static problem => problem.Message))) => Problems = problems;

    /// <summary>Gets every reason.</summary>
    public ImmutableArray<CheckoutProblem> Problems { get; }

    /// <inheritdoc/>
    public override string Code => Problems[0].Code;
}
