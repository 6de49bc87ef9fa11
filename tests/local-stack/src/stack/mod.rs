//! The whole system, put together from `template.yaml`: started by `cargo stack`, by `cargo demo` and by the flows.

mod error;
mod kills;
mod neighbours;
mod options;
mod permissions;
mod seeds;

use std::{collections::BTreeMap, sync::Arc};

use tempfile::TempDir;

use self::neighbours::Neighbours;
pub use self::{
    error::StartError,
    kills::{Kill, Moment},
    options::StackOptions,
};

use crate::{
    aws::{Aws, AwsOptions, REGION},
    gateway::{Gateway as Api, GatewayOptions},
    lambda::{FunctionSpec, Lambda, LambdaOptions},
    partner::Partner,
    sites::{Browser, Proxy, Roads, Shopify, WooSite},
    stores::{
        self,
        secrets::{self, Secrets},
    },
    template::{Deployment, Template},
    tls::{Authority, Front},
    wiring::{Wiring, WiringOptions},
};

/// The path segment that a deployment keeps to itself; here everyone may know it.
pub const DOOR: &str = "local-door-key-for-tests-only";

/// Where browsers and stores find the product: the name in front of API Gateway.
pub const PUBLIC_URL: &str = "https://connect.merchant.test";

/// As many as a burst of a test needs; an account on AWS begins with a thousand.
const MAX_INSTANCES: usize = 64;

/// The running system.
pub struct Stack {
    /// DynamoDB, SQS and Secrets Manager.
    pub aws: Aws,
    /// The functions.
    pub lambda: Lambda,
    /// Queues, pipe and schedules.
    pub wiring: Wiring,
    /// What is deployed.
    pub template: Template,
    /// What was put into Secrets Manager when it was empty.
    pub secrets: Secrets,
    /// Shopify, with the shops that it was started with.
    pub shopify: Shopify,
    /// Who is trusted by all who speak TLS here.
    pub authority: Authority,
    roads: Roads,
    woocommerce: BTreeMap<String, WooSite>,
    front: Front,
    api: Api,
    partners: BTreeMap<String, Partner>,
    _scratch: TempDir,
}

impl Stack {
    /// Starts everything. Nothing listens beyond loopback and no port is fixed.
    pub async fn start(options: StackOptions) -> Result<Self, StartError> {
        let (secrets, recorder) = (&options.secrets, &options.recorder);
        let aws = AwsOptions { data_dir: options.data_dir.clone(), recorder: recorder.clone() };
        let aws = Aws::start(aws).await?;
        let template = read_template(&options, &aws)?;
        template.create_tables(&aws.dynamodb()).await?;
        template.create_queues(&aws.sqs(), REGION).await?;
        seeds::plant(&aws.secrets_manager(), &template, secrets).await?;
        permissions::restrict(&template, aws.permissions());
        let scratch = tempfile::tempdir()?;
        let neighbours = Neighbours::start(&options).await?;
        let net_file = scratch.path().join("local-net.json");
        neighbours.net.write(&net_file)?;
        let folder = options.function_folder.clone().unwrap_or_else(|| scratch.path().join("functions"));
        let lambda = Lambda::start(LambdaOptions {
            extra_environment: environment(secrets, &aws, &net_file),
            echo: options.echo,
            folder: Some(folder),
            recorder: recorder.clone(),
            ..LambdaOptions::new(REGION, specs(&template, &options.binaries))
        })?;
        let functions = Arc::new(lambda.clone());
        let routes = template.routes.clone();
        let api = Api::start(GatewayOptions {
            region: REGION.to_owned(),
            routes,
            functions: functions.clone(),
            recorder: recorder.clone(),
        });
        let wiring = WiringOptions {
            region: REGION.to_owned(),
            functions,
            sqs: aws.sqs(),
            dynamodb_streams: aws.dynamodb_streams(),
            data_dir: options.data_dir,
        };
        let (api, wiring) = (api.await?, Wiring::start(&template, wiring).await?);
        let front = neighbours.front(api.address()).await?;
        let Neighbours { authority, partners, shopify, woocommerce, roads, .. } = neighbours;
        let secrets = options.secrets;
        Ok(Self {
            aws,
            lambda,
            wiring,
            template,
            secrets,
            shopify,
            authority,
            roads,
            woocommerce,
            front,
            api,
            partners,
            _scratch: scratch,
        })
    }

    /// A shop that runs WooCommerce. Panics if there is none of this host: that is a mistake in a test.
    pub fn woocommerce(&self, host: &str) -> &WooSite {
        &self.woocommerce[host]
    }

    /// Every shop that runs WooCommerce.
    pub fn woocommerce_shops(&self) -> impl Iterator<Item = &WooSite> {
        self.woocommerce.values()
    }

    /// A merchant's browser.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.roads)
    }

    /// Where the names of the internet lead here.
    pub fn roads(&self) -> &Roads {
        &self.roads
    }

    /// A proxy for real browsers, to all the names there are here.
    pub async fn proxy(&self) -> std::io::Result<Proxy> {
        Proxy::start(&self.roads).await
    }

    /// Where the product's own name leads.
    pub fn front(&self) -> &Front {
        &self.front
    }

    /// Where stores send to.
    pub fn gateway(&self) -> stores::Gateway {
        stores::Gateway { url: self.api.url(), door: DOOR.to_owned() }
    }

    /// A partner of the local policy. Panics for any other name: that is a mistake in a test.
    pub fn partner(&self, name: &str) -> &Partner {
        &self.partners[name]
    }

    /// All partners, by name.
    pub fn partners(&self) -> impl Iterator<Item = &Partner> {
        self.partners.values()
    }

    /// The name of the table whose logical id this is, such as `Journal`.
    pub fn table(&self, logical_id: &str) -> &str {
        let table = self.template.tables.iter().find(|table| table.logical_id == logical_id);
        table.map_or("", |table| table.name.as_str())
    }

    /// Stops everything in the order in which a request runs through it, and leaves the data on the disk.
    pub async fn stop(self) -> Result<(), StartError> {
        self.api.stop().await;
        self.wiring.stop().await;
        self.lambda.stop().await;
        for (_, partner) in self.partners {
            partner.stop().await;
        }
        self.shopify.stop().await;
        for (_, shop) in self.woocommerce {
            shop.stop().await;
        }
        Ok(self.aws.stop().await?)
    }
}

fn read_template(options: &StackOptions, aws: &Aws) -> Result<Template, StartError> {
    let endpoint = aws.endpoint();
    let parameters =
        [("Stage", secrets::STAGE), ("DoorKey", DOOR), ("Architecture", "x86_64"), ("PublicUrl", PUBLIC_URL)];
    let deployment = Deployment {
        parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        region: REGION.to_owned(),
        queue_url: Box::new(move |name| format!("{endpoint}/{}/{name}", crate::aws::ACCOUNT)),
    };
    Ok(Template::read(&options.template, &deployment)?)
}

fn specs(template: &Template, binaries: &std::path::Path) -> Vec<FunctionSpec> {
    let many = |mut spec: FunctionSpec| {
        spec.max_instances = spec.max_instances.max(MAX_INSTANCES);
        spec
    };
    template.functions.iter().map(|function| many(FunctionSpec::new(function, binaries))).collect()
}

fn environment(secrets: &Secrets, aws: &Aws, net_file: &std::path::Path) -> BTreeMap<String, String> {
    let variables = [
        ("AWS_ENDPOINT_URL", aws.endpoint()),
        ("AWS_SECRET_ACCESS_KEY", secrets.aws_secret_access_key.clone()),
        ("AWS_SESSION_TOKEN", secrets.aws_session_token.clone()),
        ("COUNTERSIGN_LOCAL_NET", net_file.display().to_string()),
    ];
    variables.map(|(name, value)| (name.to_owned(), value)).into()
}
