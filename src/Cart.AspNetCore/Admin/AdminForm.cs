using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Forms, which only their own pages can send: each carries a token that goes with a cookie.</summary>
internal static class AdminForm
{
    private const int MaxFields = 32;

    /// <summary>Returns the hidden field with the token; sets its cookie.</summary>
    public static Html Token(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return $"""<input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">""";
    }

    /// <summary>Reads a form that was sent.</summary>
    /// <exception cref="RefusedRequestException">It is too long, no form, or from elsewhere.</exception>
    public static async ValueTask<IFormCollection> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var maxBytes = context.RequestServices.GetRequiredService<IOptions<CartHttpOptions>>().Value.MaxBodyBytes;
        if (!MediaTypes.IsForm(context.Request.ContentType))
        {
            throw new RefusedRequestException(AdminProblems.NoForm);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = maxBytes;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(
                new FormOptions { ValueCountLimit = MaxFields, ValueLengthLimit = maxBytes, BufferBodyLengthLimit = maxBytes }, cancellationToken).ConfigureAwait(false);
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context).ConfigureAwait(false);
            return form;
        }
        catch (AntiforgeryValidationException)
        {
            throw new RefusedRequestException(AdminProblems.FormExpired);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            throw new RefusedRequestException(AdminProblems.FormTooLarge);
        }
        catch (Exception fault) when (RequestBody.IsBroken(fault, context))
        {
            throw RequestBody.Broken(context, fault);
        }
    }
}
