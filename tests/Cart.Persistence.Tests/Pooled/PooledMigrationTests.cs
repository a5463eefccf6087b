using Cart.Engine;
using Cart.Faults;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cart.Persistence.Tests;

/// <summary>Migrations through a PgBouncer in transaction mode, where a lock of the session would belong to a connection of the pooler.</summary>
public sealed class PooledMigrationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_processes_at_once_apply_each_script_once_and_four_hosts_start_behind_them()
    {
        PooledFixture.SkipWithoutPgBouncer();
        var schema = "t_" + Guid.NewGuid().ToString("N");
        await using var bouncer = await PgBouncerProcess.StartAsync(await PostgresServer.ConnectionStringAsync(), Token);
        try
        {
            // In place of four processes: each run has a connection of its own, as a process would.
            var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => MigrationsOf(bouncer, schema).ApplyAsync(Token))))
                .WaitAsync(TimeSpan.FromSeconds(30), Token);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartHostAsync(bouncer, schema))).WaitAsync(TimeSpan.FromSeconds(30), Token);

            Assert.Single(runs, static run => run.Length > 0);
            Assert.Equal(
                MigrationScripts.All.Length, await postgres.QueryAsync<long>($"SELECT count(*) FROM {schema}.schema_versions"));
            // Free for the next run: a lock that a pooled session kept would make it wait.
            Assert.Empty(await MigrationsOf(bouncer, schema).ApplyAsync(Token).WaitAsync(TimeSpan.FromSeconds(10), Token));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    private static PostgresMigrations MigrationsOf(PgBouncerProcess bouncer, string schema) => new(
        Options.Create(new PostgresOptions { ConnectionString = bouncer.ConnectionString, Schema = schema }),
        NullLogger<PostgresMigrations>.Instance);

    private static async Task StartHostAsync(PgBouncerProcess bouncer, string schema)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCartCore().UseInMemory().UsePostgres(bouncer.ConnectionString, options => options.Schema = schema);
        using var host = builder.Build();
        await host.StartAsync(Token);
        Assert.Null(await host.Services.GetRequiredService<IOrderStore>().GetAsync(OrderId.New(TimeProvider.System), Token));
        await host.StopAsync(Token);
    }
}
