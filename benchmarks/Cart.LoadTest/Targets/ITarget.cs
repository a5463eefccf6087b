namespace Cart.LoadTest;

/// <summary>One performance target of the project, with the way to measure it.</summary>
internal interface ITarget
{
    /// <summary>Its id, such as <c>P3</c>.</summary>
    string Id { get; }

    /// <summary>What it is about, in a few words.</summary>
    string Subject { get; }

    /// <summary>Whether it needs PostgreSQL.</summary>
    bool NeedsPostgres => false;

    /// <summary>Measures it; a target of several parts gives several rows, the first of which has its plain id.</summary>
    Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken);
}
