using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>Migrations while another process, or a version before this one, holds their lock.</summary>
public sealed class MigrationLockTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_locked_where_nothing_is_pending()
    {
        await using var other = await HoldAsync(postgres.Schema);

        Assert.Empty(await postgres.Migrations(postgres.Schema).ApplyAsync(Token).WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task A_wait_is_logged_and_ends_with_a_refusal_that_names_the_holder()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        await using var other = await HoldAsync(schema);
        using var log = new HeardLines();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        var time = new FakeTimeProvider();
        var options = Options.Create(new PostgresOptions { ConnectionString = postgres.ConnectionString, Schema = schema });
        var applying = new PostgresMigrations(options, logging.CreateLogger<PostgresMigrations>(), time).ApplyAsync(Token);
        while (!applying.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(() => applying);

        Assert.Contains($"another process (backend {other.ProcessID} of the server) has held their lock for 30 s", fault.Message, StringComparison.Ordinal);
        var line = Assert.Single(log.Lines);
        Assert.Equal((3002, LogLevel.Warning), (line.Id, line.Level));
        Assert.Contains($"(backend {other.ProcessID}), for at most 30 s", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_of_a_schema_needs_no_right_to_make_one()
    {
        var (role, schema) = ("own_" + Guid.NewGuid().ToString("N"), "t_" + Guid.NewGuid().ToString("N"));
        await postgres.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'hush'; CREATE SCHEMA {schema} AUTHORIZATION {role}");
        try
        {
            Assert.Equal(MigrationScripts.All.Length, (await MigrationsOf(role, schema).ApplyAsync(Token)).Length);
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => MigrationsOf(role, schema + "_2").ApplyAsync(Token));
            var turnedAway = await Assert.ThrowsAsync<InvalidOperationException>(() => MigrationsOf("nobody_" + role, schema).ApplyAsync(Token));

            Assert.Contains("a right that the user does not have: permission denied for database", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("turned the connection away", turnedAway.Message, StringComparison.Ordinal);
        }
        finally
        {
            await postgres.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private PostgresMigrations MigrationsOf(string role, string schema) => new(
        Options.Create(new PostgresOptions { ConnectionString = $"{postgres.ConnectionString};Username={role};Password=hush", Schema = schema }),
        NullLogger<PostgresMigrations>.Instance);

    // As a version before this one does: for its session.
    private async Task<NpgsqlConnection> HoldAsync(string schema)
    {
        var key = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("Cart.Persistence:" + schema)));
        var connection = new NpgsqlConnection($"{postgres.ConnectionString};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({key})", connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }
}
