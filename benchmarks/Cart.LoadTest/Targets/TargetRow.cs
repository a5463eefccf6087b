namespace Cart.LoadTest;

/// <summary>One figure of the engine beside the one that it is compared with.</summary>
internal sealed record TargetRow
{
    /// <summary>The id of the target, with a letter for its further parts.</summary>
    public required string Id { get; init; }

    /// <summary>What was measured.</summary>
    public required string What { get; init; }

    /// <summary>The unit of both figures.</summary>
    public required string Unit { get; init; }

    /// <summary>The engine's figures, one a round.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>What the engine is compared with.</summary>
    public required string Against { get; init; }

    /// <summary>The figures of that, one a round.</summary>
    public required IReadOnlyList<double> References { get; init; }

    /// <summary>What has to hold.</summary>
    public required TargetRule Rule { get; init; }

    /// <summary>What else there is to know; null for nothing.</summary>
    public string? Note { get; init; }

    public double Value => Median.Of(Values);

    public double Reference => Median.Of(References);

    /// <summary>The engine's figure in parts of the other; 0 where that is 0.</summary>
    public double Ratio => Reference == 0 ? 0 : Value / Reference;

    public bool IsMet => Rule.IsMet(Value, Reference);
}
