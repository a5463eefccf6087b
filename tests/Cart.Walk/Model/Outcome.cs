namespace Cart.Walk;

/// <summary>In what an answer is not as an outcome has it.</summary>
/// <param name="Rule">The rule that it breaks then.</param>
/// <param name="Text">What differs.</param>
/// <param name="IsMild">Whether the model still knows the state of the shop, so that the walk can go on.</param>
internal sealed record Mismatch(string Rule, string Text, bool IsMild = false);

/// <summary>One way in which a call may be answered.</summary>
/// <param name="World">The state of the shop then.</param>
/// <param name="Check">Compares the answer.</param>
internal sealed record Outcome(World World, Func<Answer, Mismatch?> Check)
{
    /// <summary>The rule that is broken by this outcome, if the answer is of it; null if it is right.</summary>
    public string? Breaks { get; init; }

    /// <summary>What the answer tells besides.</summary>
    public Func<World, Answer, World>? Learn { get; init; }

    /// <summary>A refusal with one of some codes.</summary>
    public static Outcome Refused(World world, params IEnumerable<string> codes)
    {
        string[] allowed = [.. codes];
        return new Outcome(world, answer => answer.IsRefusal && allowed.Contains(answer.Code)
            ? null
            : new Mismatch("wrong-answer", $"expected a refusal with {string.Join(" or ", allowed)}"));
    }
}

/// <summary>Something that a walk found to be wrong.</summary>
/// <param name="Rule">The rule that is broken, in one word; faults of one kind have the same.</param>
/// <param name="Text">What was seen.</param>
/// <param name="IsFatal">Whether the model no longer knows the state of the shop.</param>
internal sealed record Finding(string Rule, string Text, bool IsFatal);
