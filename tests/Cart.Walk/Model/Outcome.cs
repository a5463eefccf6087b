namespace Cart.Walk;

/// <summary>A difference between an answer and an outcome.</summary>
/// <param name="Rule">The name of the broken rule.</param>
/// <param name="Text">What differs.</param>
/// <param name="IsMild">true if the model state is still known and the walk can continue; otherwise, false.</param>
internal sealed record Mismatch(string Rule, string Text, bool IsMild = false);

/// <summary>One allowed or recognised answer to a call.</summary>
/// <param name="World">The model state after it.</param>
/// <param name="Check">Compares the answer.</param>
internal sealed record Outcome(World World, Func<Answer, Mismatch?> Check)
{
    /// <summary>Gets the name of the rule that this outcome breaks; null if the outcome is right.</summary>
    public string? Breaks { get; init; }

    /// <summary>Gets a function that stores values of the answer in the state.</summary>
    public Func<World, Answer, World>? Learn { get; init; }

    /// <summary>Creates an outcome for a refusal with one of the codes.</summary>
    public static Outcome Refused(World world, params IEnumerable<string> codes)
    {
        string[] allowed = [.. codes];
        return new Outcome(world, answer => answer.IsRefusal && allowed.Contains(answer.Code)
            ? null
            : new Mismatch("wrong-answer", $"expected a refusal with {string.Join(" or ", allowed)}"));
    }
}

/// <summary>A broken rule that a walk found.</summary>
/// <param name="Rule">The name of the rule; faults of one kind share it.</param>
/// <param name="Text">What was seen.</param>
/// <param name="IsFatal">true if the model state is lost and the walk ends; otherwise, false.</param>
internal sealed record Finding(string Rule, string Text, bool IsFatal);
