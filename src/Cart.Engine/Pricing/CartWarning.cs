namespace Cart.Engine;

/// <summary>Something that the shopper should know about the cart, though nothing was refused.</summary>
/// <param name="Code">A code that never changes, such as <c>discount_expired</c>.</param>
/// <param name="Message">The same for people, in English.</param>
public sealed record CartWarning(string Code, string Message)
{
    /// <summary>Gets the line that the warning is about, with its numbers; null if it is not about a line.</summary>
    public LineProblem? Line { get; init; }

    internal static CartWarning Of(LineProblem problem) => new(problem.Code, problem.Message) { Line = problem };
}
