using Cart.Engine;

namespace Cart.Persistence.Tests;

public sealed class StoreIdentityTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_process_reads_the_same_id_and_another_schema_has_another_one()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        using var elsewhere = postgres.StoreIn(schema);
        try
        {
            Assert.Null(await ((IOrderStoreIdentity)elsewhere).ReadIdentityAsync(Token));
            await postgres.Migrations(schema).ApplyAsync(Token);

            var other = await ((IOrderStoreIdentity)elsewhere).ReadIdentityAsync(Token);
            var id = await ((IOrderStoreIdentity)postgres.Store).ReadIdentityAsync(Token);

            Assert.NotNull(id);
            Assert.NotNull(other);
            Assert.NotEqual(id, other);
            Assert.Equal(id, await ((IOrderStoreIdentity)postgres.StoreWith("")).ReadIdentityAsync(Token));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }
}
