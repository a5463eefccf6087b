namespace Cart.Engine;

/// <summary>One action of an operator in the trail: what was to be done, and what became of it.</summary>
public sealed record AuditEntry
{
    /// <summary>The place in the trail; a later action has a greater one.</summary>
    public required long Id { get; init; }

    /// <summary>When the action was about to begin, by the clock of the store.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who acted: the name of a user, or <c>loopback</c> for whoever sits at the machine.</summary>
    public required string Actor { get; init; }

    /// <summary>What was to be done, such as <c>delete_cart</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was to be done to.</summary>
    public required AuditSubject Subject { get; init; }

    /// <summary>
    /// What became of it: <c>done</c>, or the code of a refusal, which changed nothing. Null while it is under way, and for ever when the
    /// process died or the store went away before it could be noted: then it is not known.
    /// </summary>
    public string? Outcome { get; init; }
}
