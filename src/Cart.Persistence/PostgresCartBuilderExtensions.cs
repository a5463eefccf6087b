using Cart.Engine;
using Cart.Persistence;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the orders of the cart engine in PostgreSQL.</summary>
public static class PostgresCartBuilderExtensions
{
    /// <summary>
    /// Keeps orders, discounts and the trail of operators in PostgreSQL, with connections apart from any <c>NpgsqlDataSource</c> of the host. The tables are created or
    /// brought up to date when the host starts.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="connectionString">How to reach PostgreSQL, in the words of Npgsql.</param>
    /// <param name="configure">Sets the schema; it is checked when the host starts.</param>
    public static CartBuilder UsePostgres(this CartBuilder builder, string connectionString, Action<PostgresOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ReplaceOrderStore(services =>
        {
            var options = services.AddOptions<PostgresOptions>()
                .Configure(postgres => postgres.ConnectionString = connectionString)
                .ValidateOnStart();
            if (configure is not null)
            {
                options.Configure(configure);
            }

            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>());
            services.TryAddSingleton<PostgresDiscountStore>();
            services.Replace(ServiceDescriptor.Singleton<IDiscountStore>(static provider => provider.GetRequiredService<PostgresDiscountStore>()));
            services.Replace(ServiceDescriptor.Singleton<IAdminAudit, PostgresAdminAudit>());
            services.TryAddSingleton<PostgresMigrations>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MigrationsAtStart>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreCheck, PostgresCheck>());
            builder.UseOrders<PostgresOrderStore>();
        });
    }
}
