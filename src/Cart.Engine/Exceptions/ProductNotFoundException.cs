using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The shop does not sell the product: its catalog does not have it, or has it at a price that does not fit the currency. Nothing was changed.</summary>
public sealed class ProductNotFoundException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="problems">The lines whose products are gone; none by default.</param>
    public ProductNotFoundException(string message, ImmutableArray<LineProblem> problems = default)
        : base(message)
    {
        Problems = problems.IsDefault ? [] : problems;
    }

    /// <summary>Gets the lines whose products are gone; empty if no line was asked for.</summary>
    public ImmutableArray<LineProblem> Problems { get; }

    /// <inheritdoc/>
    public override string Code => Problems.IsEmpty ? "product_not_found" : "product_gone";
}
