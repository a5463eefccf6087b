namespace Cart.Golden.Tests;

/// <summary>Every golden case, on carts in memory.</summary>
public sealed class GoldenInMemoryTests
{
    public static TheoryData<string> Cases => [.. GoldenFile.Ids];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Golden(string id) => await GoldenRun.RunAsync(id, GoldenStores.InMemory);
}

/// <summary>Every golden case, on the embedded server and SQLite.</summary>
public sealed class GoldenEmbeddedTests(EmbeddedStores stores) : IClassFixture<EmbeddedStores>
{
    public static TheoryData<string> Cases => [.. GoldenFile.Ids];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Golden(string id) => await GoldenRun.RunAsync(id, stores.Stores);
}

/// <summary>Every golden case, on Redis and PostgreSQL.</summary>
public sealed class GoldenRedisTests(ServerStores stores) : IClassFixture<ServerStores>
{
    public static TheoryData<string> Cases => [.. GoldenFile.Ids];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Golden(string id) => await GoldenRun.RunAsync(id, stores.Stores);
}

/// <summary>Every golden case, on a Redis Cluster and PostgreSQL.</summary>
public sealed class GoldenClusterTests(ClusterStores stores) : IClassFixture<ClusterStores>
{
    public static TheoryData<string> Cases => [.. GoldenFile.Ids];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Golden(string id) => await GoldenRun.RunAsync(id, stores.Stores);
}
