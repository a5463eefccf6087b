using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>The stores over a data source of the host.</summary>
public sealed class HostDataSourceTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_data_source_of_the_host_is_used_for_all_stores_and_never_disposed(bool isKeyed)
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        await using var source = NpgsqlDataSource.Create($"{postgres.ConnectionString};Application Name={schema}");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var cart = builder.Services.AddCartCore().UseInMemory();
        if (isKeyed)
        {
            builder.Services.AddKeyedSingleton("orders", source);
            cart.UseKeyedPostgres("orders", options => options.Schema = schema);
        }
        else
        {
            builder.Services.AddSingleton(source);
            cart.UsePostgres(options => options.Schema = schema);
        }

        try
        {
            using (var host = builder.Build())
            {
                await host.StartAsync(Token);
                var orders = host.Services.GetRequiredService<IOrderStore>();
                Assert.IsType<Placement.Placed>(await orders.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token));
                Assert.Null(await host.Services.GetRequiredService<IDiscountStore>().FindAsync(DiscountCode.Parse("NONE"), Token));
                Assert.Empty(await host.Services.GetRequiredService<IAdminAudit>().ListAsync(cancellationToken: Token));
                Assert.Contains(
                    await host.Services.GetRequiredService<StoreChecks>().RunAsync(new CheckContext(CheckMoment.Doctor, Production: true), Token),
                    static finding => finding is { Name: "postgres_schema", Level: CheckLevel.Ok });
                await host.StopAsync(Token);
            }

            await using var command = source.CreateCommand($"SELECT count(*) FROM {schema}.orders");
            Assert.Equal(1L, await command.ExecuteScalarAsync(Token));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Fact]
    public async Task A_host_without_a_data_source_is_told_so()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCartCore().UseInMemory().UsePostgres();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Token));

        Assert.StartsWith("UsePostgres() takes the NpgsqlDataSource of the host's services, and there is none.", fault.Message, StringComparison.Ordinal);
    }
}
