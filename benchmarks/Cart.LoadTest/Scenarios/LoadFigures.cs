namespace Cart.LoadTest;

/// <summary>What a load came to.</summary>
internal sealed record LoadFigures
{
    /// <summary>Operations a second that were answered.</summary>
    public required double Rate { get; init; }

    /// <summary>Half of the operations took so many milliseconds at most.</summary>
    public required double P50 { get; init; }

    /// <summary>99 of 100 operations took so many milliseconds at most.</summary>
    public required double P99 { get; init; }

    /// <summary>999 of 1000 operations took so many milliseconds at most.</summary>
    public required double P999 { get; init; }

    /// <summary>How many were refused as they should be.</summary>
    public required long Refused { get; init; }

    /// <summary>How many failed.</summary>
    public required long Errors { get; init; }

    /// <summary>Why the first one failed; null if none did.</summary>
    public string? FirstError { get; init; }
}
