namespace Cart.LoadTest;

/// <summary>Something that shoppers do, prepared for the engine and for the designs that make sense beside it.</summary>
internal interface IScenario
{
    /// <summary>What <c>--scenario</c> calls it.</summary>
    string Name { get; }

    /// <summary>What shoppers do in it.</summary>
    string Does { get; }

    /// <summary>Prepares the contenders, the engine first.</summary>
    Task<IReadOnlyList<Contender>> PrepareAsync(ScenarioBench bench, CancellationToken cancellationToken);
}
