namespace Cart.LoadTest;

/// <summary>A design, ready to take the load of a scenario.</summary>
internal sealed record Contender
{
    /// <summary>What the design is called.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is the engine, which must lose nothing.</summary>
    public bool IsEngine { get; init; }

    /// <summary>Carries out an operation by its number. False: refused as it should be, such as a code that is used up.</summary>
    public required Func<int, CancellationToken, Task<bool>> Operation { get; init; }

    /// <summary>Compares what was acknowledged with what is there, after the load.</summary>
    public required Func<CancellationToken, Task<LossCheck>> CheckAsync { get; init; }

    /// <summary>Takes away what the load has left.</summary>
    public required Func<CancellationToken, Task> CleanAsync { get; init; }
}
