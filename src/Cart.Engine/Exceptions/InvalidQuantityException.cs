using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>A quantity is out of its range, or the line would come to have more than the limit. Nothing was changed.</summary>
public sealed class InvalidQuantityException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="problems">What is wrong with each line; none by default.</param>
    public InvalidQuantityException(string message, ImmutableArray<LineProblem> problems = default)
        : base(message)
    {
        Problems = problems.IsDefault ? [] : problems;
    }

    /// <summary>Gets what is wrong with each line, with its numbers; empty if that is not known.</summary>
    public ImmutableArray<LineProblem> Problems { get; }

    /// <inheritdoc/>
    public override string Code => "invalid_quantity";
}
