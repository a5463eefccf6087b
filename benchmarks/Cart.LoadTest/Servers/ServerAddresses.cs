namespace Cart.LoadTest;

/// <summary>Where the servers of a run are, and whether they are the run's own.</summary>
/// <param name="Redis">For StackExchange.Redis.</param>
/// <param name="Postgres">For Npgsql; null where a run needs none.</param>
internal sealed record ServerAddresses(string Redis, string? Postgres)
{
    /// <summary>The address of Redis alone, without the options behind it.</summary>
    public string RedisEndPoint => Redis.Split(',')[0];

    /// <summary>The orders' database.</summary>
    /// <exception cref="InvalidOperationException">The run said that it needs none.</exception>
    public string NeededPostgres => Postgres ?? throw new InvalidOperationException("This run was opened without PostgreSQL.");
}
